namespace TracedLlm.Export.Views.OpenInference;

/// <summary>Values of <c>openinference.span.kind</c>, upper case as Langfuse requires them.</summary>
internal static class OpenInferenceKinds
{
    public const string Llm = "LLM";
    public const string Embedding = "EMBEDDING";
    public const string Chain = "CHAIN";
    public const string Retriever = "RETRIEVER";
    public const string Reranker = "RERANKER";
    public const string Agent = "AGENT";
    public const string Guardrail = "GUARDRAIL";
}
