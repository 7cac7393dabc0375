namespace TracedLlm.Export.Views.Facts;

/// <summary>The kind of work that a span describes. Each vendor's view has its own word for it.</summary>
internal enum ApiKind
{
    /// <summary>No call of an API that uses tokens: a stage, an attempt, or a request that manages resources.</summary>
    Step,

    /// <summary>A model generates text, images or audio.</summary>
    Generation,

    /// <summary>A model computes embeddings.</summary>
    Embedding,

    /// <summary>A model orders documents by relevance.</summary>
    Rerank,

    /// <summary>A store is searched for documents.</summary>
    Retrieval,

    /// <summary>A guardrail, or a model that classifies text by the rules of a policy.</summary>
    Guardrail,

    /// <summary>An assistant runs.</summary>
    Agent,

    /// <summary>A tool runs.</summary>
    Tool,
}
