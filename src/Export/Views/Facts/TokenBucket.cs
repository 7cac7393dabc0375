namespace TracedLlm.Export.Views.Facts;

/// <summary>A count of tokens in a call's usage. <see cref="Input"/> and <see cref="Output"/> contain the counts that follow them; <see cref="OneHourCacheCreation"/> is a part of
/// <see cref="CacheCreation"/>, and <see cref="CachedAudio"/> of <see cref="CacheRead"/> and <see cref="AudioInput"/>.</summary>
internal enum TokenBucket
{
    Input,
    CacheRead,
    CacheCreation,
    OneHourCacheCreation,
    AudioInput,
    CachedAudio,
    Output,
    Reasoning,
    AudioOutput,
}
