namespace TracedLlm.Export.Otlp;

/// <summary>A key that is encoded already.</summary>
internal readonly struct KnownKey(OtlpKey key) : IAttributeKey
{
    public int Length => key.Length;

    public bool TryCopyTo(ref byte at)
    {
        key.CopyTo(ref at);
        return true;
    }
}
