namespace TracedLlm.Export.Views.Langfuse;

/// <summary>Values of <c>langfuse.observation.type</c>, lower case as Langfuse requires them.</summary>
internal static class LangfuseTypes
{
    public const string Span = "span";
    public const string Generation = "generation";
    public const string Embedding = "embedding";
    public const string Retriever = "retriever";
    public const string Agent = "agent";
    public const string Guardrail = "guardrail";
}
