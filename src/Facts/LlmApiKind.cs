namespace TracedLlm.Facts;

/// <summary>The kind of work that a request asks for. Each view of a backend has its own word for it.</summary>
internal enum LlmApiKind
{
    /// <summary>Nothing that is billed by use: reading, listing, cancelling or deleting.</summary>
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
