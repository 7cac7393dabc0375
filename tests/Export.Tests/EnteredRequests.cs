namespace TracedLlm.Export.Tests;

/// <summary>Tells a test that its request has come to the handler.</summary>
internal sealed class EnteredRequests
{
    public TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
