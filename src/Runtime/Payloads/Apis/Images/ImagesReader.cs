namespace TracedLlm;

/// <summary>Reads responses of the images' APIs.</summary>
internal sealed class ImagesReader : ResponseReader
{
    private string? _output;
    private bool _isCut;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        var response = Read(json);
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

            var image = ImagesResult.Read(element.Memory);
            Answers.Start(to);
            if (image.Url.IsEmpty)
            {
                Parts.Blob(to, "image"u8, response.Format is { } format ? "image/" + format : null, image.Base64);
            }
            else
            {
                Parts.Uri(to, "image"u8, mimeType: null, image.Url);
            }

            Answers.End(to, FinishReasons.Stop);
        }

        to.Json.WriteEndArray();
        _output = to.Finish();
        _isCut = to.IsTruncated;
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) =>
        IsComplete |= Read(data).Type.Ends(".completed"u8);

    protected override void WriteContent(LlmTagWriter tags)
    {
        tags.Add(GenAi.OutputMessages, _output);
        tags.Add(LiteLlm.ContentTruncated, _isCut ? true : null);
    }

    private ImagesResponse Read(ReadOnlyMemory<byte> json)
    {
        var response = ImagesResponse.Read(json);
        Model = Keep(Model, response.Model);
        ReadUsage(response.Usage);
        ReadError(response.Error);
        return response;
    }
}
