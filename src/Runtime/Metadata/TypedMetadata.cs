using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using TracedLlm.Payloads;

namespace TracedLlm.Metadata;

/// <summary>A gateway's own metadata type, as a route reads it.</summary>
internal sealed class TypedMetadata
{
    // The key of a property that reads an array's elements ends with it.
    private const string ArrayMark = "[]";

    private readonly RegisteredPayload _reader;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _keys;

    private TypedMetadata(RegisteredPayload reader, FrozenSet<string> keys)
    {
        _reader = reader;
        _keys = keys.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <exception cref="InvalidOperationException">The type is no <see cref="GatewayMetadataAttribute"/> type.</exception>
    public static TypedMetadata FromType([DynamicallyAccessedMembers(GatewayMetadataAttribute.Members)] Type type)
    {
        var keys = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .SelectMany(property => property.GetCustomAttributes<MetadataKeyAttribute>())
            .Where(key => key.Tag is not null || key.Content)
            .Select(key => key.Key.EndsWith(ArrayMark, StringComparison.Ordinal) ? key.Key[..^ArrayMark.Length] : key.Key);
        return new(ReaderOf(type), keys.ToFrozenSet(StringComparer.Ordinal));
    }

    /// <summary>The reader of a type.</summary>
    /// <exception cref="InvalidOperationException">The type is no <see cref="GatewayMetadataAttribute"/> type.</exception>
    public static RegisteredPayload ReaderOf(Type type) =>
        PayloadReaders.Find(type)
        ?? throw new InvalidOperationException($"{type} is no metadata type: mark it [GatewayMetadata] and make it partial.");

    /// <summary>Whether the type says what becomes of a key: it has an attribute of its own, or is content.</summary>
    public bool Maps(ReadOnlySpan<char> key) => _keys.Contains(key);

    /// <summary>Reads the gateway's metadata of a request.</summary>
    public object Read(RequestMetadataSource source) => _reader.ReadObject(source.Objects.Merge());

    /// <summary>The attributes of what <see cref="Read"/> returned, with <paramref name="content"/> those of content too.</summary>
    public List<KeyValuePair<string, object?>> TagsOf(object metadata, bool content)
    {
        List<KeyValuePair<string, object?>> tags = [];
        _reader.WriteTags(metadata, new LlmTagWriter(tags), content);
        return tags;
    }
}
