namespace TracedLlm.Export.Otlp;

/// <summary>Encodes the messages <c>Resource</c> and <c>InstrumentationScope</c>, once for each destination.</summary>
internal static class OtlpResource
{
    private const byte Field1 = (1 << 3) | 2;
    private const byte Field2 = (2 << 3) | 2;

    /// <summary>Encodes a <c>Resource</c>. If several attributes have the same name, the last one counts.</summary>
    public static byte[] Resource(IEnumerable<KeyValuePair<string, object>> attributes)
    {
        Dictionary<string, object> last = [];
        foreach (var (name, value) in attributes)
        {
            last[name] = value;
        }

        using var buffer = new OtlpBuffer();
        foreach (var (name, value) in last)
        {
            OtlpAttribute.Write(buffer, Field1, name, value);
        }

        return buffer.Written.ToArray();
    }

    /// <summary>Encodes an <c>InstrumentationScope</c>.</summary>
    public static byte[] Scope(string name, string? version)
    {
        using var buffer = new OtlpBuffer();
        buffer.Text(Field1, name);
        if (!string.IsNullOrEmpty(version))
        {
            buffer.Text(Field2, version);
        }

        return buffer.Written.ToArray();
    }
}
