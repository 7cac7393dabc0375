namespace TracedLlm.Samples.Gateway;

/// <summary>A body of a pass-through that is neither a form nor a JSON object, or that has fields twice. The gateway forwards it as it came.</summary>
internal sealed class HeldBody(ReadOnlyMemory<byte> bytes) : RequestBody
{
    public override HttpContent ContentFor(string? model, bool withUsage) => new ReadOnlyMemoryContent(bytes);
}
