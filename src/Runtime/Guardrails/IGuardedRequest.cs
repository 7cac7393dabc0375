using TracedLlm.Tree;

namespace TracedLlm.Guardrails;

/// <summary>The part of a request that its guardrails need.</summary>
internal interface IGuardedRequest : ITracedRequest
{
    /// <summary>The captured content; <see langword="null"/> if spans carry no content.</summary>
    IGuardedContent? Content { get; }

    /// <summary>Whether the answer is withheld and not known yet, so that nothing can be compared with it.</summary>
    bool IsAnswerUnknown { get; }

    /// <summary>Records that a guardrail has blocked the request.</summary>
    /// <param name="block">The block.</param>
    void Block(GuardrailBlock block);
}
