using System.Text.Json;
using TracedLlm.Facts;
using TracedLlm.Metadata;
using TracedLlm.Redaction;
using TracedLlm.Secrets;
using TracedLlm.Tests.Content;

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
        Assert.Contains(Enumerable.Range(0, 100), static _ => RecurringTexts.RemoveForms(Plain) == Plain && CleanTexts.Contains(new string(Plain)));
        Assert.False(CleanTexts.Contains(Secret));
    }

    [Fact]
    public void A_secret_is_removed_after_a_clean_text_with_the_same_place()
    {
        for (var round = 0; round < 2; round++)
        {
            Assert.Same(Plain, AttributeSecrets.Remove(GenAi.RequestModel, Plain));
            Assert.Equal("key: [redacted] end", AttributeSecrets.Remove(GenAi.RequestModel, Secret));
            Assert.False(RecurringTexts.ContainsSecret(Plain));
            Assert.True(RecurringTexts.ContainsSecret(Secret));
            Assert.Equal("key: [redacted] end", RecurringTexts.RemoveForms(Secret));
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

    [Theory]
    [InlineData(GenAi.InputMessages)]
    [InlineData(LibraryAttributes.RequestParameters)]
    [InlineData(LibraryAttributes.ErrorMessage)]
    public void Content_is_not_kept(string attribute)
    {
        foreach (var text in MakeContent())
        {
            Assert.Same(text, AttributeSecrets.Remove(attribute, text));
            object?[] list = [text];
            Assert.Same(list, AttributeSecrets.Remove(attribute, list));
            string[] texts = [text];
            Assert.Same(texts, AttributeSecrets.Remove(attribute, texts));
            Assert.False(CleanTexts.Contains(text), text);
        }
    }

    [Fact]
    public void Content_of_the_gateways_own_is_searched_and_not_kept()
    {
        foreach (var text in MakeContent())
        {
            Assert.Same(text, AttributeSecrets.RemoveFromContent("app.diary", text));
            Assert.False(CleanTexts.Contains(text), text);
        }

        Assert.Equal("key: [redacted] end", AttributeSecrets.RemoveFromContent("app.diary", Secret));
    }

    [Fact]
    public void A_request_keeps_no_content_of_the_gateways_own()
    {
        foreach (var text in MakeContent())
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(new { diary = text });

            var read = RequestMetadata.Read(
                new() { Field = MetadataField.Metadata, Metadata = json, Limits = MetadataLimits.Default },
                TypedMetadata.FromType(typeof(DiaryMetadata)),
                content: true);

            Assert.Equal(text, Assert.Single(read.EverySpan.ToArray(), tag => tag.Key == "app.diary").Value);
            Assert.False(CleanTexts.Contains(text), text);
        }
    }

    [Fact]
    public void A_redactor_keeps_no_content()
    {
        foreach (var text in MakeContent())
        {
            Assert.Same(text, new FormRedactor(RedactedContent.All).Redact(GenAi.InputMessages, text));
            Assert.False(CleanTexts.Contains(text), text);
        }
    }

    // Texts without the mark of a secret, and with the mark alone.
    private static string[] MakeContent() => [$"a captured text {Guid.NewGuid():N}", $"what is key={Guid.NewGuid().ToString()[..3]}"];
}
