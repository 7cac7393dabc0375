using TracedLlm.Testing.Backends;

namespace TracedLlm.Testing.Tests.Backends;

/// <summary>What Langfuse and LangSmith draw of messages, and what they do not.</summary>
public sealed class ChatMessagesTests
{
    [Theory]
    [InlineData("""{"role":"assistant","content":"Hi"}""", "assistant: Hi")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"refusal":"No."}],"tools":[]}""", "user: a|assistant: No.")]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://x"}},{"type":"input_audio","input_audio":{"data":"UklG"}},{"type":"file","file":{"file_id":"f-1"}}]}]""", "user: a + image(https://x) + audio(UklG) + file(f-1)")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c","function":{"name":"look","arguments":"{}"}}]}""", "assistant: look({})")]
    [InlineData("""{"role":"assistant","content":"Hi","finish_reason":"stop"}""", "assistant: finish_reason? + Hi")]
    [InlineData("""{"role":"user","content":[{"type":"video"}]}""", "user: video?")]
    [InlineData("""["Hi"]""", "")]
    [InlineData("""[{"role":"user","content":"cut""", "")]
    [InlineData("plain", "")]
    [InlineData(null, "")]
    public void Messages_are_drawn_from_chat_json(string? text, string expected)
    {
        Assert.Equal(expected, string.Join("|", ChatMessages.Read(text, thoughtsAreMembers: true)));
        Assert.Equal(expected, string.Join("|", ChatMessages.Read(text, thoughtsAreMembers: false)));
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":"Hi","thinking":[{"type":"thinking","content":"Hm"}]}""", "assistant: reasoning(Hm) + Hi", "assistant: thinking? + Hi")]
    [InlineData("""{"role":"assistant","content":"Hi","redacted_thinking":[{"type":"redacted_thinking","data":"x"}]}""", "assistant: reasoning(encrypted) + Hi", "assistant: redacted_thinking? + Hi")]
    [InlineData("""{"role":"assistant","content":[{"type":"thinking","thinking":"Hm"},{"type":"text","text":"Hi"}]}""", "assistant: thinking? + Hi", "assistant: reasoning(Hm) + Hi")]
    public void Thoughts_have_a_place_of_their_own_at_each_backend(string text, string langfuse, string langSmith)
    {
        Assert.Equal(langfuse, Assert.Single(ChatMessages.Read(text, thoughtsAreMembers: true)));
        Assert.Equal(langSmith, Assert.Single(ChatMessages.Read(text, thoughtsAreMembers: false)));
    }

    [Theory]
    [InlineData("""{"a":"b""", true)]
    [InlineData("""[1,2""", true)]
    [InlineData("""{"a":"b"}""", false)]
    [InlineData("Hi", false)]
    [InlineData(null, false)]
    public void A_text_that_begins_as_json_and_is_none_was_cut(string? text, bool expected) => Assert.Equal(expected, ChatMessages.IsCutJson(text));
}
