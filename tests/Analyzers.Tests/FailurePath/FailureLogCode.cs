namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>The code of a gateway with a failure log.</summary>
internal static class FailureLogCode
{
    public const string LogOfHttp = "[FailureLoggingPath] public void Log(Exception e) { if (e is HttpException) Write(e); }";
    public const string MarkedLogOfHttp = "[FailureLoggingPath] public void Log(Exception e) { if ([|e is HttpException|]) Write(e); }";
    private const string Log = "void Write(Exception e) { } Task WriteAsync(Exception e) => Task.CompletedTask;";

    /// <summary>A route with <paramref name="statements"/> in a gateway with <paramref name="members"/>.</summary>
    public static string WithStatements(string statements, string members) => TracedRoute.WithStatements(statements, Log + members) + """

        class HttpException(string message) : Exception(message) { public int Status => 500; public void Write() { } }
        class DerivedHttpException() : HttpException("derived");
        class BlockedException(string message) : Exception(message);

        """;

    /// <summary>The code without markup.</summary>
    public static string Unmarked(string code) => code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
}
