namespace TracedLlm.Taps;

/// <summary>How a response is read. Its media type decides.</summary>
internal enum PayloadKind
{
    /// <summary>The response is not read.</summary>
    None,

    /// <summary>The tap collects the response, and the reader reads it at its end.</summary>
    Json,

    /// <summary>The status is 400 or more: the tap collects the beginning of the body, of any media type, and reads the error from it.</summary>
    Error,

    /// <summary>The tap splits the response into events while it passes.</summary>
    Events,

    /// <summary>The response is JSON lines, each of which is an event.</summary>
    Lines,

    /// <summary>The response is frames of AWS, each of which is an event.</summary>
    Frames,
}
