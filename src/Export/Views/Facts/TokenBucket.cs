namespace TracedLlm.Export.Views.Facts;

/// <summary>A count of tokens in a call's usage. <see cref="Input"/> and <see cref="Output"/> contain the counts that follow them.</summary>
internal enum TokenBucket
{
    Input,
    CacheRead,
    CacheCreation,
    AudioInput,
    Output,
    Reasoning,
    AudioOutput,
}
