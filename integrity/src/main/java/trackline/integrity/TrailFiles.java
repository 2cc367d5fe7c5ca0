package trackline.integrity;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The log files and digest files of trails, by their keys in S3: a bucket's or a copy's. */
public interface TrailFiles {

  /** The bucket; empty for a copy, which may be one of any bucket. */
  Optional<String> bucket();

  /** The names of the folders right beneath a folder; a folder ends with a slash or is empty. */
  List<String> folders(String folder) throws IOException;

  /** The keys in a folder and in those beneath it. */
  List<String> keys(String folder) throws IOException;

  /** A file's bytes as they are stored; empty where there is no such file. */
  Optional<InputStream> open(String bucket, String key) throws IOException;

  /** The signature that is kept beside a digest, in hexadecimal digits; empty where none is. */
  Optional<String> signature(String key) throws IOException;

  /** The file's whole name, for people. */
  String name(String key);
}
