include functions/build.mk
