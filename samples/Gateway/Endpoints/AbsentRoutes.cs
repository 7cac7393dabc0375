namespace TracedLlm.Samples.Gateway;

/// <summary>The routes of LiteLLM that the gateway does not have, and the reason. docs/litellm.md has them too.</summary>
internal static class AbsentRoutes
{
    private static readonly (string[] Paths, string Reason)[] Rows =
    [
        (["/key", "/team", "/user", "/customer", "/end_user", "/budget", "/spend", "/global", "/organization", "/project", "/tag", "/invitation"],
            "keys and teams are in the configuration file, and there are neither users nor spend"),
        (["/model/new", "/model/update", "/model/delete", "/config", "/get/config", "/credentials"], "the configuration file is read once"),
        (["/health/services", "/health/history", "/health/latest", "/health/backlog", "/health/test_connection"], "--check asks the backends of the traces, and GET /health the providers"),
        (["/metrics"], "metrics go to a collector over OTLP, see docs/metrics.md"),
        (["/ui", "/sso", "/login", "/docs", "/redoc", "/openapi.json", "/public", "/mcp"], "the gateway has neither pages nor MCP"),
    ];

    /// <summary>All paths. What is below one is absent too.</summary>
    public static IEnumerable<string> Paths => Rows.SelectMany(row => row.Paths);

    /// <summary>Why the gateway does not have <paramref name="path"/>; <see langword="null"/> if LiteLLM does not have it either.</summary>
    public static string? ReasonFor(PathString path) =>
        Array.Find(Rows, row => Array.Exists(row.Paths, absent => path.StartsWithSegments(absent, StringComparison.Ordinal))).Reason;
}
