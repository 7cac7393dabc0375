using TracedLlm.Apis.Responses;
using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Realtime;

/// <summary>What the caller of a realtime session asks for: the session's settings, of which the last count, and the items of its conversation.</summary>
/// <param name="content">Whether content is kept.</param>
internal sealed class RealtimeInput(bool content)
{
    private const int MaxItems = 128;

    private readonly List<KeyValuePair<string, object?>> _settings = [];
    private readonly List<byte[]> _items = [];
    private int _length;
    private bool _isTruncated;

    /// <summary>Reads an event of the caller's; it bills nothing and answers nothing, whatever type it gives itself.</summary>
    public void Read(in RealtimeEvent @event, ReadOnlyMemory<byte> data)
    {
        if (@event.Type.Is("session.update"u8))
        {
            ReadSettings(data);
        }
        else if (content && @event.Type.Is("conversation.item.create"u8) && @event.Item.IsObject())
        {
            Keep(@event.Item.Span);
        }
    }

    /// <summary>Adds what was asked for to the attributes of the session.</summary>
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

    private void ReadSettings(ReadOnlyMemory<byte> data)
    {
        var read = new List<KeyValuePair<string, object?>>();
        var tags = new LlmTagWriter(read);
        var request = RealtimeRequest.Read(data);
        request.WriteTags(tags, content);
        request.Describe(tags, content);
        foreach (var setting in read)
        {
            // The model that was asked for is the one that the session was opened with.
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
