using TracedLlm.Tree;

namespace TracedLlm.Guardrails;

/// <summary>What a guardrail needs of the request that it belongs to.</summary>
internal interface IGuardedRequest : ITracedRequest
{
    /// <summary>A guardrail has blocked the request.</summary>
    /// <param name="exception">The exception by which it blocked, if there is one.</param>
    void Block(Exception? exception);
}
