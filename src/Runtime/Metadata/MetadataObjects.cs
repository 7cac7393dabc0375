using System.Text;
using TracedLlm.Metrics;

namespace TracedLlm.Metadata;

/// <summary>The two metadata objects of a request, in the order of their precedence on the request's route.</summary>
internal sealed class MetadataObjects
{
    private string[] _invalid = [];

    public MetadataObjects(RequestMetadataSource source)
    {
        Metadata = ObjectOf(source.Metadata, "metadata");
        LiteLlmMetadata = ObjectOf(source.LiteLlmMetadata, "litellm_metadata");
        OtherIsProviders = source.Field == MetadataField.LiteLlmMetadata;
        (Own, Other) = OtherIsProviders ? (LiteLlmMetadata, Metadata) : (Metadata, LiteLlmMetadata);
    }

    /// <summary>The field <c>metadata</c>, as JSON; empty if the request has none.</summary>
    public ReadOnlyMemory<byte> Metadata { get; }

    /// <summary>The field <c>litellm_metadata</c>.</summary>
    public ReadOnlyMemory<byte> LiteLlmMetadata { get; }

    /// <summary>The gateway's object on this route, as JSON; empty if the request has none.</summary>
    public ReadOnlyMemory<byte> Own { get; }

    /// <summary>The other object.</summary>
    public ReadOnlyMemory<byte> Other { get; }

    /// <summary>Whether the other object belongs to the provider. The library reads only the keys that have a row from such an object.</summary>
    public bool OtherIsProviders { get; }

    /// <summary>One object with the gateway's keys, for the reader of the gateway's own type.</summary>
    public ReadOnlyMemory<byte> Merge()
    {
        if (OtherIsProviders || Other.IsEmpty)
        {
            return Own;
        }

        if (Own.IsEmpty)
        {
            return Other;
        }

        // Readers take the last value of a key that occurs twice, so that the route's own object comes last.
        var other = Other.Span[..Other.Span.LastIndexOf((byte)'}')];
        var own = Own.Span[(Own.Span.IndexOf((byte)'{') + 1)..];
        var together = new byte[other.Length + 1 + own.Length];
        other.CopyTo(together);
        together[other.Length] = (byte)',';
        own.CopyTo(together.AsSpan(other.Length + 1));
        return together;
    }

    /// <summary>The names of the fields that are no objects. They are counted.</summary>
    public IReadOnlyList<string> InvalidFields => _invalid;

    private ReadOnlyMemory<byte> ObjectOf(ReadOnlyMemory<byte> value, string field)
    {
        value = Trim(value);
        if (value.IsEmpty || value.Span.SequenceEqual("null"u8))
        {
            return default;
        }

        if (value.Span[0] == '"')
        {
            var cursor = new Utf8JsonCursor(value.Span);
            value = Trim(Encoding.UTF8.GetBytes(cursor.ReadString() ?? ""));
            if (value.IsEmpty)
            {
                return default;
            }
        }

        if (value.Span[0] == '{' && value.Span[^1] == '}')
        {
            return value;
        }

        TraceCounters.MetadataDropped(MetadataDrop.WrongType, field);
        _invalid = [.. _invalid, field];
        return default;
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> value) => value.Trim(" \t\r\n"u8);
}
