namespace TracedLlm.Facts;

/// <summary>The kind of work that a request asks for. Each backend view has its own name for it.</summary>
internal enum LlmApiKind
{
    /// <summary>The request reads, lists, cancels or deletes something; the provider does not bill it by use.</summary>
    Management,

    /// <summary>A model generates text, images or audio.</summary>
    Generation,

    /// <summary>A model computes embeddings.</summary>
    Embedding,

    /// <summary>A model orders documents by relevance.</summary>
    Rerank,

    /// <summary>A store is searched for documents.</summary>
    Retrieval,

    /// <summary>A model classifies text by the rules of a policy.</summary>
    Moderation,

    /// <summary>An assistant runs.</summary>
    Agent,
}
