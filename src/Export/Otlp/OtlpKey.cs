namespace TracedLlm.Export;

/// <summary>The key of an attribute as it is sent: the field <c>key</c> of <c>KeyValue</c> with tag and length.</summary>
/// <param name="name">The attribute's name.</param>
internal sealed class OtlpKey(string name)
{
    private readonly byte[] _field = FieldOf(name);

    /// <summary>The attribute's name.</summary>
    public string Name { get; } = name;

    /// <summary>The field.</summary>
    public ReadOnlySpan<byte> Field => _field;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static byte[] FieldOf(string name)
    {
        using var buffer = new OtlpBuffer(256);
        buffer.Text(0x0A, name);
        return buffer.Written.ToArray();
    }
}
