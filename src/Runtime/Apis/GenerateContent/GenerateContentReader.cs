using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis.GenerateContent;

/// <summary>Reads responses of Gemini: one object, server-sent events with such objects, or (without <c>alt=sse</c>) an array of them.</summary>
internal sealed class GenerateContentReader : ResponseReader
{
    private readonly List<StreamedMessage> _streamed = [];
    private int _wholes;

    /// <summary>A stream without <c>alt=sse</c> is an array.</summary>
    public override bool AnswersInArrays => true;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        var body = new Utf8JsonCursor(json);
        if (body.ReadRaw() is not { } value || !value.IsArray())
        {
            Read(json);
            return;
        }

        foreach (var chunk in value.Elements())
        {
            Read(chunk.Memory);
        }
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) => Read(data);

    protected override void WriteContent(LlmTagWriter tags)
    {
        if (_streamed.Count > 0)
        {
            var reasons = new string?[_streamed.Count];
            for (var i = 0; i < reasons.Length; i++)
            {
                reasons[i] = FinishReason(i);
            }

            StreamedOutput.Write(tags, _streamed, reasons, GenerateContentPart.Write);
        }
    }

    private void Read(ReadOnlyMemory<byte> json)
    {
        var response = GenerateContentResponse.Read(json);
        Id = Keep(Id, response.Id);
        Model = Keep(Model, response.Model);
        ReadError(response.Error);
        SetFinishReason(0, response.BlockReason);

        // A prompt that is blocked has no candidate.
        IsComplete |= !response.BlockReason.IsEmpty;
        if (response.Usage.IsObject())
        {
            Usage.Replace(GenerateContentUsage.Read(response.Usage.Memory).ToUsage());
        }

        var position = 0;
        foreach (var element in response.Candidates.Elements())
        {
            var candidate = GenerateContentCandidate.Read(element.Memory);
            var index = candidate.Index ?? position++;
            SetFinishReason(index, candidate.FinishReason);
            IsComplete |= !candidate.FinishReason.IsEmpty;
            if (Content && index is >= 0 and < MaxChoices && candidate.Content.IsObject())
            {
                Append(index, candidate.Content);
            }
        }
    }

    private void Append(int index, Utf8Json content)
    {
        while (_streamed.Count <= index)
        {
            _streamed.Add(new StreamedMessage());
        }

        var message = _streamed[index];
        foreach (var json in GenerateContentMessage.Read(content.Memory).Parts.Elements())
        {
            var part = GenerateContentPart.Read(json.Memory);
            if (part.IsText)
            {
                // A text behind a function call is a new part.
                message.Append(part.IsThought == true ? StreamedPartKind.Reasoning : StreamedPartKind.Text, _wholes, part.Text);
            }
            else
            {
                message.SetWhole(_wholes++, json);
            }
        }
    }
}
