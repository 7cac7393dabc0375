using TracedLlm.Secrets;

namespace TracedLlm.Tests.Policy;

/// <summary>A text that was searched lately is not searched again, and hides no text that has a secret.</summary>
public sealed class CleanTextsTests
{
    // The same length, beginning, middle and end: both have the same place.
    private const string Secret = "key: sk-1a2B3c4D5e6F7g8H9i0J1k2L end";
    private const string Plain = "key: of 1a2B3c4D5e6F7g8H9i0J1k2L end";

    [Fact]
    public void A_clean_text_is_known_until_another_takes_its_place()
    {
        // Tests that run at the same time may take its place, but not each time.
        Assert.Contains(Enumerable.Range(0, 100), static _ => SecretRedaction.RemoveForms(Plain) == Plain && CleanTexts.Contains(new string(Plain)));
        Assert.False(CleanTexts.Contains(Secret));
    }

    [Fact]
    public void A_secret_is_removed_after_a_clean_text_with_the_same_place()
    {
        for (var round = 0; round < 2; round++)
        {
            Assert.Same(Plain, AttributeSecrets.Remove(GenAi.RequestModel, Plain));
            Assert.Equal("key: [redacted] end", AttributeSecrets.Remove(GenAi.RequestModel, Secret));
            Assert.False(SecretRedaction.ContainsSecret(Plain));
            Assert.True(SecretRedaction.ContainsSecret(Secret));
            Assert.Equal("key: [redacted] end", SecretRedaction.RemoveForms(Secret));
        }
    }

    [Theory]
    [InlineData("sk-1a2B3")]
    [InlineData("user:pw1@")]
    [InlineData("model")]
    public void A_short_text_has_the_same_result_each_time(string text)
    {
        var first = AttributeSecrets.Remove(GenAi.RequestModel, text);

        Assert.Equal(first, AttributeSecrets.Remove(GenAi.RequestModel, text));
    }

    [Fact]
    public void Content_is_not_kept()
    {
        const string Content = "a captured text that nobody sends twice";

        Assert.Same(Content, AttributeSecrets.Remove(GenAi.InputMessages, Content));
        Assert.False(CleanTexts.Contains(Content));
    }
}
