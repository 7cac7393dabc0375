public sealed class PiiFoundException : Exception;
