namespace TracedLlm.Samples.Gateway;

/// <summary>A key that a caller sent. It does not appear where its owner is printed.</summary>
internal readonly record struct PresentedKey(string? Value)
{
    public override string ToString() => Value is null ? "" : "***";
}
