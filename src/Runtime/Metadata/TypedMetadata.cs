using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using TracedLlm.Payloads;

namespace TracedLlm.Metadata;

/// <summary>Reads the gateway's own metadata type on a route.</summary>
internal sealed class TypedMetadata
{
    // The key of a property that reads the elements of an array ends with this mark.
    private const string ArrayMark = "[]";

    private readonly RegisteredPayload _reader;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _keys;

    private TypedMetadata(RegisteredPayload reader, FrozenSet<string> keys)
    {
        _reader = reader;
        _keys = keys.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Creates the reader of a type.</summary>
    /// <exception cref="InvalidOperationException">The type is not a <see cref="GatewayMetadataAttribute"/> type.</exception>
    public static TypedMetadata FromType([DynamicallyAccessedMembers(GatewayMetadataAttribute.Members)] Type type)
    {
        var keys = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .SelectMany(property => property.GetCustomAttributes<MetadataKeyAttribute>())
            .Where(key => key.Tag is not null || key.Content)
            .Select(key => key.Key.EndsWith(ArrayMark, StringComparison.Ordinal) ? key.Key[..^ArrayMark.Length] : key.Key);
        return new(ReaderOf(type), keys.ToFrozenSet(StringComparer.Ordinal));
    }

    /// <summary>The reader of a type.</summary>
    /// <exception cref="InvalidOperationException">The type is not a <see cref="GatewayMetadataAttribute"/> type.</exception>
    public static RegisteredPayload ReaderOf(Type type) =>
        PayloadReaders.Find(type)
        ?? throw new InvalidOperationException($"{type} is not a metadata type: mark it with [GatewayMetadata] and make it partial.");

    /// <summary>Whether the type decides what happens to a key: the key has an attribute of its own, or is content.</summary>
    public bool Maps(ReadOnlySpan<char> key) => _keys.Contains(key);

    /// <summary>Reads the gateway's metadata of a request.</summary>
    public object Read(RequestMetadataSource source) => _reader.ReadObject(source.Objects.Merge());

    /// <summary>
    /// The attributes of an object that <see cref="Read"/> returned. With <paramref name="content"/>, attributes with content
    /// are included.
    /// </summary>
    public List<KeyValuePair<string, object?>> TagsOf(object metadata, bool content)
    {
        List<KeyValuePair<string, object?>> tags = [];
        _reader.WriteTags(metadata, new LlmTagWriter(tags), content);
        return tags;
    }
}
