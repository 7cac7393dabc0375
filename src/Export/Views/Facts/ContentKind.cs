namespace TracedLlm.Export.Views.Facts;

/// <summary>A piece of captured content.</summary>
internal enum ContentKind
{
    /// <summary>The messages sent.</summary>
    Messages,

    /// <summary>The instructions beside them.</summary>
    Instructions,

    /// <summary>The tools declared.</summary>
    Tools,

    /// <summary>The search query.</summary>
    Query,

    /// <summary>The documents to be ordered by relevance.</summary>
    RankedDocuments,

    /// <summary>The messages that the provider answered.</summary>
    Answer,

    /// <summary>The documents that a search found.</summary>
    Documents,

    /// <summary>The body of the provider's request.</summary>
    RawRequest,

    /// <summary>The body of the provider's response.</summary>
    RawResponse,

    /// <summary>The response of a guardrail.</summary>
    GuardrailResponse,
}
