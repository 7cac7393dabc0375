namespace TracedLlm.Tests.Content;

/// <summary>A gateway's own key that is content.</summary>
[GatewayMetadata]
internal sealed partial record DiaryMetadata
{
    [MetadataKey("diary", Tag = "app.diary", Content = true)]
    public string? Diary { get; init; }
}
