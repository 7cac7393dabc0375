using System.Text;
using TracedLlm.Apis;

namespace TracedLlm.Tests.Content;

/// <summary>What a message quotes of a request is removed from it, and nothing else.</summary>
public sealed class QuotedContentTests
{
    private const string Body = """
        {"model": "gpt-4o-mini-2024", "user": "somebody@example.com", "temperature": 3, "fallbacks": ["nobody"], "voice": "somebody", "mock_response": "an ordered answer", "metadata": {"tenant": "the tenant of the request"},
         "messages": [{"role": "system", "content": "Be brief about everything."},
           {"role": "user", "content": [{"type": "text", "text": "My card is 4111 1111 1111 1111, call +49 30 123456, \u00fcber \"quotes\"\nand lines."}]},
           {"role": "user", "content": "help me"}],
         "tools": [{"type": "function", "function": {"name": "f", "description": "Looks up the weather of tomorrow"}}]}
        """;

    [Theory]
    [InlineData("Invalid text: 'My card is 4111 1111 1111 1111, call +49 30 123456'.", "Invalid text: '[quoted content]'.")]
    [InlineData("Invalid text: 'My card is 4111 1111 11…'.", "Invalid text: '[quoted content]…'.")]
    [InlineData("…call +49 30 123456, über \"quotes\"\nand lines. is refused", "…[quoted content] is refused")]
    [InlineData("""Cannot parse {"content": "call +49 30 123456, \u00fcber \"quotes\"\nand lines."}""", """Cannot parse {"content": "[quoted content]"}""")]
    [InlineData("Invalid message: 'help me'", "Invalid message: '[quoted content]'")]
    [InlineData("The number 30 123456 is refused", "The number [quoted content] is refused")]
    [InlineData("It was 'an ordered answer'", "It was '[quoted content]'")]
    [InlineData("Be brief about everything. My card is 4111", "[quoted content] [quoted content]")]
    [InlineData("The tool 'Looks up the weather of tomorrow' has no name", "The tool '[quoted content]' has no name")]
    public void A_quote_is_removed(string message, string expected) => Assert.Equal(expected, Remove(message));

    [Theory]
    [InlineData("不能处理“我的病历号是甲乙丙丁”。", "不能处理“[quoted content]”。")]
    [InlineData("Invalid text: '病历号是甲乙…'", "Invalid text: '[quoted content]…'")]
    [InlineData("「患者の名前は田中」は使えません", "「[quoted content]」は使えません")]
    [InlineData("'환자의이름은' 거부", "'[quoted content]' 거부")]
    [InlineData("病历号 missing", "病历号 missing")]
    public void In_scripts_whose_characters_are_words_a_few_are_a_quote(string message, string expected) =>
        Assert.Equal(expected, QuotedContent.Remove(message, Encoding.UTF8.GetBytes("""{"messages":[{"content":"请看：我的病历号是甲乙丙丁，谢谢"},{"content":"患者の名前は田中です"},{"content":"환자의이름은 김 입니다"}]}""")));

    [Theory]
    [InlineData("The model `gpt-4o-mini-2024` does not exist or you do not have access to it.")]
    [InlineData("The user somebody@example.com has no budget.")]
    [InlineData("'the tenant of the request' is unknown.")]
    [InlineData("Invalid role 'user', expected 'system' or 'function'.")]
    [InlineData("This model's maximum context length is 8192 tokens. However, your messages resulted in 12345 tokens.")]
    [InlineData("Rate limit reached for requests per minute: about everybody.")]
    [InlineData("'fallbacks' names a model that does not exist: 'nobody'.")]
    [InlineData("The voice 'somebody' is unknown.")]
    [InlineData("helper methods")]
    [InlineData("")]
    [InlineData("429")]
    public void Anything_else_stays(string message) => Assert.Equal(message, Remove(message));

    [Theory]
    [InlineData("""{"messages":[{"content":"half a secret sentence""", "400: half a secret sentence", "400: [quoted content]")]
    [InlineData("""["an array of secret texts"]""", "400: an array of secret texts", "400: [quoted content]")]
    [InlineData("""{"content":"broken \x escape of a secret"}""", "400: escape of a secret", "400: [quoted content]")]
    [InlineData("", "400: anything at all", "400: anything at all")]
    [InlineData("{}", "400: anything at all", "400: anything at all")]
    public void A_body_need_not_be_valid(string body, string message, string expected) =>
        Assert.Equal(expected, QuotedContent.Remove(message, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void The_longest_of_several_equal_beginnings_is_found()
    {
        var beginnings = string.Concat(Enumerable.Range(0, 5).Select(i => $"the same beginning {(char)('a' + i)}bcdefghi; "));

        Assert.Equal(
            "[quoted content]",
            QuotedContent.Remove("the same beginning ebcdefghi", Encoding.UTF8.GetBytes($$"""{"input": "{{beginnings}}"}""")));
    }

    /// <summary>With time that grows with the product of the lengths, these would take hours.</summary>
    [Theory]
    [InlineData('a', 'a')]
    [InlineData('a', 'b')]
    public void A_long_body_of_one_character_ends(char asked, char said)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"input": "{{new string(asked, 8 << 20)}}"}""");

        var rest = QuotedContent.Remove(new string(said, 4096), body);

        Assert.Equal(asked == said ? "[quoted content]" : new string(said, 4096), rest);
    }

    [Fact]
    public void A_body_of_many_short_texts_ends()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"input": [{{string.Join(',', Enumerable.Repeat("\"abcd\"", 500_000))}}]}""");

        Assert.Equal("'[quoted content]'", QuotedContent.Remove("'abcd'", body));
    }

    private static string Remove(string message) => QuotedContent.Remove(message, Encoding.UTF8.GetBytes(Body));
}
