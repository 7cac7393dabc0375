namespace TracedLlm;

/// <summary>What has been added to the application's pipeline.</summary>
internal sealed class PipelineState
{
    /// <summary>Whether <c>UseTracedLlm</c> was called.</summary>
    public bool HasMiddleware { get; set; }
}
