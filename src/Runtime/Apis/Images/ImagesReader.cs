using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis.Images;

/// <summary>Reads responses of the image APIs and their streams, in which each complete image is an event.</summary>
internal sealed class ImagesReader : ResponseReader
{
    private readonly List<string> _answers = [];
    private bool _isCut;
    private long _images;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        var response = Read(json);
        _images = response.Data.CountElements();
        if (!Content || response.Data.CountElements() == 0)
        {
            return;
        }

        using var to = new ContentWriter();
        to.Json.WriteStartArray();
        foreach (var element in response.Data.Elements())
        {
            if (!to.HasRoom())
            {
                break;
            }

            Write(to, ImagesResult.Read(element.Memory), response.Format);
        }

        Keep(to);
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        var @event = Read(data);
        if (!IsLast(@event.Type))
        {
            return;
        }

        IsComplete = true;
        _images++;
        if (Content && _answers.Count < MaxChoices)
        {
            using var to = new ContentWriter();
            to.Json.WriteStartArray();
            Write(to, ImagesResult.Read(data), @event.Format);
            Keep(to);
        }
    }

    protected override void WriteOwn(LlmTagWriter tags) => tags.Add(LibraryAttributes.ResponseImages, _images > 0 ? _images : null);

    protected override void WriteContent(LlmTagWriter tags)
    {
        tags.Add(GenAi.OutputMessages, _answers.Count == 0 ? null : $"[{string.Join(',', _answers)}]");
        tags.Add(LibraryAttributes.ContentTruncated, _isCut ? true : null);
    }

    private static void Write(ContentWriter to, in ImagesResult image, string? format)
    {
        AssistantMessage.Start(to);
        if (image.Url.IsEmpty)
        {
            Parts.Blob(to, "image"u8, format is null ? null : "image/" + format, image.Base64);
        }
        else
        {
            Parts.Uri(to, "image"u8, mimeType: null, image.Url);
        }

        AssistantMessage.End(to, FinishReasons.Stop);
    }

    private ImagesResponse Read(ReadOnlyMemory<byte> json)
    {
        var response = ImagesResponse.Read(json);
        Model = Keep(Model, response.Model);
        ReadUsage(response.Usage);
        ReadError(response.Error);
        return response;
    }

    /// <summary>Keeps the elements of the array that the writer has written.</summary>
    private void Keep(ContentWriter to)
    {
        to.Json.WriteEndArray();
        if (to.Finish() is { } answers)
        {
            _answers.Add(answers[1..^1]);
        }

        _isCut |= to.IsTruncated;
    }
}
