using TracedLlm.Content;

namespace TracedLlm.Apis.Audio;

/// <summary>Reads responses of transcriptions in JSON. A response in plain text is not read.</summary>
internal sealed class TranscriptionReader : ResponseReader
{
    private readonly StreamedMessage _streamed = new();
    private bool _isWhole;

    // The caller may ask for plain text or subtitles.
    public override bool AnswersInJson => false;

    protected override void ReadBody(ReadOnlyMemory<byte> json) => ReadWhole(Read(json));

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        var @event = Read(data);
        if (IsLast(@event.Type))
        {
            ReadWhole(@event);
            IsComplete = true;
        }
        else if (Content)
        {
            _streamed.Append(StreamedPartKind.Text, 0, @event.Delta);
        }
    }

    protected override void WriteContent(LlmTagWriter tags)
    {
        if (!_streamed.IsEmpty)
        {
            StreamedOutput.Write(tags, [_streamed], [_isWhole ? FinishReasons.Stop : null]);
        }
    }

    private TranscriptionResponse Read(ReadOnlyMemory<byte> json)
    {
        var response = TranscriptionResponse.Read(json);
        ReadUsage(response.Usage);
        ReadError(response.Error);
        return response;
    }

    private void ReadWhole(in TranscriptionResponse response)
    {
        _isWhole = true;
        if (Content && _streamed.IsEmpty)
        {
            _streamed.Append(StreamedPartKind.Text, 0, response.Text);
        }
    }
}
