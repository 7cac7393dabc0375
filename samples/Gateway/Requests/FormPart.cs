namespace TracedLlm.Samples.Gateway;

/// <summary>A field or a file of a form.</summary>
/// <param name="Name">The name.</param>
/// <param name="IsFile">Whether it is a file.</param>
/// <param name="Head">The delimiter in front of it and its headers, valid until the next read.</param>
internal sealed record FormPart(string Name, bool IsFile, ReadOnlyMemory<byte> Head);
