using TracedLlm.Tree;

namespace TracedLlm.Guardrails;

/// <summary>The part of a request that its guardrails need.</summary>
internal interface IGuardedRequest : ITracedRequest
{
    /// <summary>Records that a guardrail has blocked the request.</summary>
    /// <param name="exception">The exception by which the guardrail blocked; <see langword="null"/> for a block by outcome.</param>
    void Block(Exception? exception);
}
