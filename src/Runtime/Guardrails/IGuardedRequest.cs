using TracedLlm.Tree;

namespace TracedLlm.Guardrails;

/// <summary>The part of a request that its guardrails need.</summary>
internal interface IGuardedRequest : ITracedRequest
{
    /// <summary>How often the gateway has stated the input and the output.</summary>
    ContentStatements Statements { get; }

    /// <summary>Records that a guardrail has masked content: what it masks is not exported.</summary>
    void Mask(GuardrailMask mask);

    /// <summary>Records that a guardrail has blocked the request.</summary>
    /// <param name="block">The block.</param>
    void Block(GuardrailBlock block);
}
