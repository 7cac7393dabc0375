using System.Text;
using TracedLlm.Content;
using TracedLlm.Redaction;

namespace TracedLlm.Tests.Content;

/// <summary>The built-in redactor: what it removes, what it leaves alone, and hostile texts.</summary>
public sealed class FormRedactorTests
{
    [Fact]
    public void The_notices_of_images_stay()
    {
        var random = new Random(17);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = new byte[48];
            random.NextBytes(bytes);
            var notice = InlineNotice.Describe("image/png", Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)));

            Assert.Same(notice, Redact(notice, RedactedContent.All));
        }
    }

    [Theory]
    [InlineData("mail a@b.co now", "mail [e-mail] now")]
    [InlineData("<first.last+tag@mail.example.com>, x", "<[e-mail]>, x")]
    [InlineData("müller@bücher.example.", "[e-mail].")]
    [InlineData("?to=me%40example.org&x=1", "?to=[e-mail]&x=1")]
    [InlineData("a@b.co;c@d.org", "[e-mail];[e-mail]")]
    public void Mail_addresses_are_removed(string text, string expected) => Assert.Equal(expected, Redact(text, RedactedContent.Emails));

    [Theory]
    [InlineData("@property and @Override")]
    [InlineData("user@localhost")]
    [InlineData("git@v1.2")]
    [InlineData("50%40 a @ b.co")]
    [InlineData("@@@@")]
    public void Other_signs_stay(string text) => Assert.Same(text, Redact(text, RedactedContent.Emails));

    [Theory]
    [InlineData("card 4111111111111111.", "card [card number].")]
    [InlineData("4111 1111 1111 1111 12/26", "[card number] 12/26")]
    [InlineData("4111-1111-1111-1111", "[card number]")]
    [InlineData("4111.1111.1111.1111", "[card number]")]
    [InlineData("4111\u00A01111\u00A01111\u00A01111", "[card number]")]
    [InlineData("378282246310005 and 3782 822463 10005", "[card number] and [card number]")]
    [InlineData("6304000000000000 5555555555554444", "[card number] [card number]")]
    public void Card_numbers_are_removed(string text, string expected) => Assert.Equal(expected, Redact(text, RedactedContent.CardNumbers));

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("1700000000000 ms")]
    [InlineData("id a4111111111111111")]
    [InlineData("41111111111111110000")]
    [InlineData("1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14")]
    [InlineData("411111111111")]
    public void Other_digits_stay(string text) => Assert.Same(text, Redact(text, RedactedContent.CardNumbers));

    [Theory]
    [InlineData("call +49 30 1234567 today", "call [phone number] today")]
    [InlineData("+1-212-555-0100", "[phone number]")]
    [InlineData("+442079460958", "[phone number]")]
    [InlineData("0049 151 23456789", "[phone number]")]
    [InlineData("(212) 555-0100", "[phone number]")]
    [InlineData("212-555-0100", "[phone number]")]
    [InlineData("1 212 555 0100", "[phone number]")]
    [InlineData("030 1234567, 0151/23456789", "[phone number], [phone number]")]
    [InlineData("+49 (0)30 1234567", "[phone number]")]
    public void Phone_numbers_are_removed(string text, string expected) => Assert.Equal(expected, Redact(text, RedactedContent.PhoneNumbers));

    [Theory]
    [InlineData("2026-11-23 12:40:00")]
    [InlineData("23.11.2026")]
    [InlineData("01.02.2026")]
    [InlineData("192.168.100.200")]
    [InlineData("1234567890")]
    [InlineData("a + 12345")]
    [InlineData("1.000.000.000")]
    [InlineData("f(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)")]
    [InlineData("version 10.0.26100")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    public void Dates_and_other_numbers_stay(string text) => Assert.Same(text, Redact(text, RedactedContent.PhoneNumbers));

    [Theory]
    [InlineData("DE89 3704 0044 0532 0130 00", "[bank account]")]
    [InlineData("to GB29NWBK60161331926819 please", "to [bank account] please")]
    [InlineData("DE89370400440532013000 AND more", "[bank account] AND more")]
    public void Bank_accounts_are_removed(string text, string expected) => Assert.Equal(expected, Redact(text, RedactedContent.Ibans));

    [Theory]
    [InlineData("DE89370400440532013001")]
    [InlineData("AB12 IS A SHORT TEXT OF WORDS")]
    [InlineData("XDE89370400440532013000")]
    public void Other_words_stay(string text) => Assert.Same(text, Redact(text, RedactedContent.Ibans));

    [Fact]
    public void Keys_are_removed() => Assert.Equal("use [redacted]", Redact("use sk-proj-AbCdEf0123456789AbCdEf", RedactedContent.Keys));

    [Fact]
    public void Only_what_is_asked_for_is_removed() =>
        Assert.Equal("a@b.co [card number]", Redact("a@b.co 4111111111111111", RedactedContent.CardNumbers));

    public static TheoryData<string> Hostile =>
        ["a", "@", "a@", "a@a.", "1", "4", "4 ", "41 ", "+", "(", "+1", "(1", "0", "00 ", "1-", "%40", "%", "DE89", "DE89 ", "A1 ", "sk-", "sk-a-", "a.", ".", "eyJ", "://a:", "\u00A0", "Bearer "];

    /// <summary>With time that grows with the square of the length, these would take hours.</summary>
    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_megabyte_of_a_hostile_text_ends(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, (1 << 20) / unit.Length));

        Assert.NotNull(Redact(text, RedactedContent.All));
        Assert.NotNull(RedactedJson.Redact($"[\"{text}\"]", static part => part));
        Assert.NotNull(RedactedJson.Redact("[{\"" + text, static part => part));
    }

    private static string Redact(string text, RedactedContent kinds) => new FormRedactor(kinds).Redact("gen_ai.input.messages", text);
}
