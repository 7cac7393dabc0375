namespace TracedLlm.Export.Views.Langfuse;

/// <summary>The names of the usage's buckets that Langfuse has prices for. They differ between the models of text and of audio.</summary>
internal sealed record LangfuseTokenNames
{
    /// <summary>The names of most models.</summary>
    public static LangfuseTokenNames Text { get; } = new("input", "output", "input_cached_tokens", "input_cached_tokens", "input_audio_tokens", "output_audio_tokens");

    /// <summary>The names of OpenAI's models of audio and realtime sessions.</summary>
    public static LangfuseTokenNames Audio { get; } = new("input_text_tokens", "output_text_tokens", "input_cached_text_tokens", "input_cached_audio_tokens", "input_audio_tokens", "output_audio_tokens");

    /// <summary>The names of Gemini's live models.</summary>
    public static LangfuseTokenNames Live { get; } = new("input_text", "output_text", "input_cached_tokens", "input_cached_tokens", "input_audio", "output_audio");

    private LangfuseTokenNames(string input, string output, string cached, string cachedAudio, string audioInput, string audioOutput)
    {
        Input = Utf8(input);
        Output = Utf8(output);
        Cached = Utf8(cached);
        CachedAudio = cached == cachedAudio ? null : Utf8(cachedAudio);
        AudioInput = Utf8(audioInput);
        AudioOutput = Utf8(audioOutput);
    }

    /// <summary>The input without the parts that have names of their own.</summary>
    public byte[] Input { get; }

    /// <summary>The output without the parts that have names of their own.</summary>
    public byte[] Output { get; }

    /// <summary>The tokens read from a cache, or only those of text if <see cref="CachedAudio"/> has a name.</summary>
    public byte[] Cached { get; }

    /// <summary>The tokens of audio read from a cache; <see langword="null"/> if they are counted with the others.</summary>
    public byte[]? CachedAudio { get; }

    /// <summary>The tokens of audio in the input.</summary>
    public byte[] AudioInput { get; }

    /// <summary>The tokens of audio in the output.</summary>
    public byte[] AudioOutput { get; }

    private static byte[] Utf8(string name) => System.Text.Encoding.UTF8.GetBytes(name);
}
