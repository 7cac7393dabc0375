namespace TracedLlm.Taps;

/// <summary>Splits a stream that arrives in chunks of any size into its events, and passes them to an <see cref="IEventSink"/>.</summary>
internal interface IStreamSplitter
{
    /// <summary>How many events were so long that only their facts were kept.</summary>
    int Skipped { get; }

    /// <summary>Reads the next bytes of the stream, and passes on the events that they complete.</summary>
    void Push(ReadOnlySpan<byte> chunk);

    /// <summary>Passes on a last event whose end is the end of the stream.</summary>
    void Complete();

    /// <summary>Returns the pooled memory.</summary>
    void Release();
}
