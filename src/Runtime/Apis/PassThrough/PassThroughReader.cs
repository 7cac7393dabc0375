namespace TracedLlm.Apis.PassThrough;

/// <summary>Reads responses of any provider. The form of a response decides which reader reads it.</summary>
internal sealed class PassThroughReader : ResponseReader
{
    private ResponseReader? _reader;

    public override bool AnswersInJson => false;

    public override void OnEnd()
    {
        _reader?.OnEnd();
        Error = _reader?.Error ?? Error;
    }

    public override void Finish(List<KeyValuePair<string, object?>> attributes)
    {
        if (_reader is not null)
        {
            _reader.Finish(attributes);
        }
        else
        {
            base.Finish(attributes);
        }
    }

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        if (_reader is null or SimpleReader)
        {
            // The beginning of a long body may not show the form, and its facts do.
            _reader = PassThroughShape.Read(json).ReaderFor(CapturesContent) ?? _reader ?? new SimpleReader { Content = CapturesContent };
        }

        PassJson(_reader, json);
        Error = _reader.Error;
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        _reader ??= PassThroughShape.Read(data).ReaderFor(CapturesContent);
        PassEvent(_reader, name, data);
        IsComplete |= _reader?.IsComplete == true;
        Error = _reader?.Error ?? Error;
    }

    protected override void OnDone() => _reader?.OnEvent(default, "[DONE]"u8);
}
