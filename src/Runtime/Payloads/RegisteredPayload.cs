namespace TracedLlm.Payloads;

/// <summary>Reads a payload whose type is known only at run time, and writes its attributes.</summary>
internal abstract class RegisteredPayload
{
    /// <summary>Reads a document; slices refer to it.</summary>
    public abstract object ReadObject(ReadOnlyMemory<byte> json);

    /// <summary>Writes the attributes of what <see cref="ReadObject"/> returned.</summary>
    public abstract void WriteTags(object payload, LlmTagWriter tags, bool content);
}

/// <inheritdoc/>
internal sealed class RegisteredPayload<T>(Func<ReadOnlyMemory<byte>, T> read, Action<T, LlmTagWriter, bool> writeTags) : RegisteredPayload
    where T : notnull
{
    /// <inheritdoc cref="ReadObject"/>
    public T Read(ReadOnlyMemory<byte> json) => read(json);

    public override object ReadObject(ReadOnlyMemory<byte> json) => read(json);

    public override void WriteTags(object payload, LlmTagWriter tags, bool content) => writeTags((T)payload, tags, content);
}
