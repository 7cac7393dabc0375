using TracedLlm.Testing.Backends;

namespace TracedLlm.Testing.Tests.Backends;

/// <summary>What Langfuse and LangSmith draw of messages, and what they do not.</summary>
public sealed class ChatMessagesTests
{
    [Theory]
    [InlineData("""{"role":"assistant","content":"Hi","thinking":[{"type":"thinking","content":"Hm"}]}""", "assistant: reasoning(Hm) + Hi", "assistant: thinking? + Hi")]
    [InlineData("""{"role":"assistant","content":"Hi","redacted_thinking":[{"type":"redacted_thinking","data":"x"}]}""", "assistant: reasoning(encrypted) + Hi", "assistant: redacted_thinking? + Hi")]
    [InlineData("""{"role":"assistant","content":[{"type":"thinking","thinking":"Hm"},{"type":"text","text":"Hi"}]}""", "assistant: thinking? + Hi", "assistant: reasoning(Hm) + Hi")]
    public void Thoughts_have_a_place_of_their_own_at_each_backend(string text, string langfuse, string langSmith)
    {
        Assert.Equal(langfuse, Assert.Single(ChatMessages.Read(text, thoughtsAreMembers: true)));
        Assert.Equal(langSmith, Assert.Single(ChatMessages.Read(text, thoughtsAreMembers: false)));
    }
}
