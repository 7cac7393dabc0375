using TracedLlm.Apis.Responses;
using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Realtime;

/// <summary>The caller's side of a realtime session: the last settings of the session, and the items of its conversation.</summary>
/// <param name="content">Whether the items are kept.</param>
internal sealed class RealtimeInput(bool content)
{
    // Bounds the memory of a session, which may last for hours.
    private const int MaxItems = 128;

    private static readonly LlmApiFacts Session = Array.Find(LlmApiTable.Rows, row => row is { Api: LlmApi.Realtime, IsRead: true })!;

    private readonly List<KeyValuePair<string, object?>> _settings = [];
    private readonly List<byte[]> _items = [];
    private int _length;
    private bool _isTruncated;

    /// <summary>Reads an event that the caller sent. It sets no usage and no answer, whatever type the event has.</summary>
    public void Read(in RealtimeEvent @event, ReadOnlyMemory<byte> data)
    {
        if (@event.Type.Is("session.update"u8))
        {
            ReadSettings(data, @event.Session);
        }
        else if (content && @event.Type.Is("conversation.item.create"u8) && @event.Item.IsObject())
        {
            Keep(@event.Item.Span);
        }
    }

    /// <summary>Adds the settings and items to the attributes of the session.</summary>
    public void WriteTo(List<KeyValuePair<string, object?>> attributes)
    {
        attributes.AddRange(_settings);
        if (_items.Count > 0)
        {
            ContentAttribute.Array(new(attributes), GenAi.InputMessages, _items, static (to, items) =>
            {
                foreach (var item in items)
                {
                    if (to.HasRoom())
                    {
                        ResponsesItem.WriteMessage(to, new(item));
                    }
                }
            });
        }

        var wasTruncated = attributes.RemoveAll(attribute => attribute.Key == LibraryAttributes.ContentTruncated) > 0;
        if (wasTruncated || _isTruncated)
        {
            new LlmTagWriter(attributes).Add(LibraryAttributes.ContentTruncated, true);
        }
    }

    private void ReadSettings(ReadOnlyMemory<byte> data, Utf8Json session)
    {
        var read = new List<KeyValuePair<string, object?>>();
        var tags = new LlmTagWriter(read);
        var request = RealtimeRequest.Read(data);
        request.WriteTags(tags, content);
        request.Describe(tags, content);
        tags.Add(LibraryAttributes.RequestParameters, RequestParameters.Read(Session, session.Memory, content));
        foreach (var setting in read)
        {
            // The requested model is the model in the URL that opened the session.
            if (setting.Key != GenAi.RequestModel)
            {
                _settings.RemoveAll(other => other.Key == setting.Key);
                _settings.Add(setting);
            }
        }
    }

    private void Keep(ReadOnlySpan<byte> item)
    {
        if (_items.Count == MaxItems || _length + item.Length > ContentWriter.MaxLength)
        {
            _isTruncated = true;
            return;
        }

        _items.Add(item.ToArray());
        _length += item.Length;
    }
}
