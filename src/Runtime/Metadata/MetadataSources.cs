using System.Text;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Metadata;

/// <summary>Finds the session, user, trace, tags and agent of a request: walks over <see cref="MetadataSourceTable"/>.</summary>
/// <param name="source">The request.</param>
/// <param name="headers">Its headers.</param>
/// <param name="baggage">Its baggage.</param>
/// <param name="values">The keys of its metadata and of its <c>langfuse_{key}</c> headers.</param>
internal readonly struct MetadataSources(RequestMetadataSource source, MetadataHeaders headers, MetadataBaggage baggage, MetadataValues values)
{
    private const string SessionMark = "_session_";

    private static readonly MetadataSourceFacts[] Sessions = MetadataSourceTable.RowsOf(MetadataKeyTable.SessionId);
    private static readonly MetadataSourceFacts[] Users = MetadataSourceTable.RowsOf(MetadataKeyTable.TraceUserId);
    private static readonly MetadataSourceFacts[] Traces = MetadataSourceTable.RowsOf(MetadataKeyTable.TraceIdKey);
    private static readonly MetadataSourceFacts[] Tags = MetadataSourceTable.RowsOf(MetadataKeyTable.Tags);
    private static readonly MetadataSourceFacts[] Agents = MetadataSourceTable.RowsOf(MetadataKeyTable.AgentId);

    /// <summary>Sets these keys to the value of their first source.</summary>
    public void Resolve()
    {
        // Each of the rows reads the values as they were before.
        var (session, user, trace, tags, agent) = (FindFirst(Sessions), FindFirst(Users), FindFirst(Traces), FindTags(), FindFirst(Agents));
        values.Replace(MetadataKeyTable.SessionId, session ?? (source is { GeneratesSession: true, IsPartial: false } ? source.GeneratedSession : null));
        values.Replace(MetadataKeyTable.TraceUserId, user);
        values.Replace(MetadataKeyTable.TraceIdKey, trace);
        values.Replace(MetadataKeyTable.Tags, tags);
        values.Replace(MetadataKeyTable.AgentId, agent);
    }

    private string? FindFirst(MetadataSourceFacts[] rows)
    {
        foreach (var row in rows)
        {
            if (FindText(row) is { } text && (IsChecked(row) ? text : Check(row, text)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // The values of the key itself were checked when they were read.
    private static bool IsChecked(MetadataSourceFacts row) =>
        row.Place == MetadataPlace.LangfuseHeader || (row.Place == MetadataPlace.MetadataKey && row.Name == row.Key.Name);

    private string? Check(MetadataSourceFacts row, string text) => row.Key.Kind == MetadataValueKind.TraceId
        ? MetadataValue.Read(row.Key, text, values.Reading) as string
        : MetadataText.Check(text, row.Place == MetadataPlace.VendorHeader ? MetadataHeaders.VendorSessionKey : row.Name, values.Reading);

    private string? FindText(MetadataSourceFacts row) => row.Place switch
    {
        MetadataPlace.LangfuseHeader => values.IsFromFirstSource(row.Key) ? values[row.Key] as string : null,
        MetadataPlace.MetadataKey => FindKey(row),
        MetadataPlace.Header => headers.Find(row.Name),
        MetadataPlace.CodexHeader => headers.FindCodex(row.Name),
        MetadataPlace.VendorHeader => headers.VendorSessionId,
        MetadataPlace.Baggage => baggage.Find(row.Name),
        MetadataPlace.BodyField => ReadText(row, FieldOf(row.Name)),
        MetadataPlace.LiteLlmMetadata => ReadText(row, Find(source.Objects.LiteLlmMetadata, row.Name)),

        // Claude Code's can be an object.
        MetadataPlace.Metadata => Find(source.Objects.Metadata, row.Name) is var user && user.IsObject() ? null : ReadText(row, user),
        MetadataPlace.SessionInUserId => source.Objects.OtherIsProviders ? ReadSession(Find(source.Objects.Metadata, row.Name)) : null,
        _ => null,
    };

    private string? ReadText(MetadataSourceFacts row, Utf8Json value)
    {
        if (value.IsEmpty)
        {
            return null;
        }

        var text = MetadataText.Read(value);
        if (text is null)
        {
            values.Reading.Drop(MetadataDrop.WrongType, row.Name);
        }

        return text;
    }

    private string? FindKey(MetadataSourceFacts row)
    {
        var key = row.Name == row.Key.Name ? row.Key : MetadataKeyLookup.Find(row.Name)!;
        return values.IsFromFirstSource(key) ? null : values[key] as string;
    }

    private Utf8Json FieldOf(string name) => name switch
    {
        "user" => source.User,
        "litellm_session_id" => source.LiteLlmSessionId,
        "litellm_trace_id" => source.LiteLlmTraceId,
        "safety_identifier" => source.SafetyIdentifier,
        "tags" => source.Tags,
        _ => throw new InvalidOperationException($"The body's field {name} has a row in the table of sources, and no property of RequestMetadataSource."),
    };

    /// <summary>The tags of all sources, without duplicates. <see cref="MetadataHeaders.Fill"/> and the baggage have filled in theirs.</summary>
    private string[]? FindTags()
    {
        string[] found = [];
        foreach (var row in Tags)
        {
            var tags = row.Place switch
            {
                MetadataPlace.BodyField => FieldOf(row.Name) is { IsEmpty: false } field ? MetadataValue.Read(row.Key, field, values.Reading) : null,
                MetadataPlace.MetadataKey => values[row.Key],
                MetadataPlace.Header => headers.Find(row.Name) is { } text ? MetadataValue.Read(row.Key, text, values.Reading) : null,
                _ => null,
            };
            found = tags is string[] more ? MetadataTexts.Merge(found, more, values.Reading) : found;
        }

        return found.Length == 0 ? null : found;
    }

    /// <summary>The session of Claude Code: <c>{"session_id": "…"}</c>, the same as text, or <c>user_…_session_…</c>.</summary>
    private static string? ReadSession(Utf8Json user)
    {
        if (user.ParseContainer() is { } container)
        {
            return MetadataText.Read(Find(container.Memory, "session_id"));
        }

        var text = MetadataText.Read(user);
        return text?.LastIndexOf(SessionMark, StringComparison.Ordinal) is >= 0 and var index
            && text[(index + SessionMark.Length)..] is var session
            && MetadataHeaders.IsSessionId(session) ? session : null;
    }

    private static Utf8Json Find(ReadOnlyMemory<byte> json, string name)
    {
        if (json.IsEmpty)
        {
            return default;
        }

        Span<byte> wanted = stackalloc byte[32];
        wanted = wanted[..Encoding.UTF8.GetBytes(name, wanted)];
        Utf8Json found = default;
        var cursor = new Utf8JsonCursor(json);
        cursor.EnterObject();
        while (cursor.NextProperty())
        {
            if (!cursor.Name.SequenceEqual(wanted))
            {
                cursor.Skip();
            }
            else if (cursor.ReadRaw() is { } value)
            {
                found = value;
            }
        }

        return found;
    }
}
