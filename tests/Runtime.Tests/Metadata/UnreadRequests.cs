namespace TracedLlm.Tests.Metadata;

/// <summary>What <c>tracedllm.request.unread</c> counts while it lives, in the whole process.</summary>
internal sealed class UnreadRequests : CountedValues
{
    public UnreadRequests()
        : base("tracedllm.request.unread")
    {
    }
}
