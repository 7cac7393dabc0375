namespace TracedLlm.Payloads;

/// <summary>Reads a payload and writes its attributes. Only the runtime knows the payload's type.</summary>
internal abstract class RegisteredPayload
{
    /// <summary>Reads a document. The payload refers to the document's memory.</summary>
    public abstract object ReadObject(ReadOnlyMemory<byte> json);

    /// <summary>Writes the attributes of a payload that <see cref="ReadObject"/> returned.</summary>
    public abstract void WriteTags(object payload, LlmTagWriter tags, bool content);
}

/// <inheritdoc/>
internal sealed class RegisteredPayload<T>(Func<ReadOnlyMemory<byte>, T> read, Action<T, LlmTagWriter, bool> writeTags) : RegisteredPayload
    where T : notnull
{
    public override object ReadObject(ReadOnlyMemory<byte> json) => read(json);

    public override void WriteTags(object payload, LlmTagWriter tags, bool content) => writeTags((T)payload, tags, content);
}
