namespace TracedLlm.Facts;

/// <summary>Names of attributes that enrichers cannot set: the library sets them, some of them later, and backends act on them.</summary>
internal static class ReservedAttributes
{
    private static readonly string[] Prefixes =
    [
        "gen_ai.", "litellm.", "tracedllm.", "http.", "url.", "server.", "client.", "network.", "user_agent.", "error.", "exception.", "langfuse.", "langsmith.", "openinference.", "llm.",
        "openai.", "otel.", "input.", "output.", "mlflow.",
    ];

    private static readonly string[] Names = ["session.id", "user.id", "metadata", "tag.tags"];

    public static bool Contains(string name) =>
        Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) || Array.Exists(Names, reserved => reserved.Equals(name, StringComparison.OrdinalIgnoreCase));
}
