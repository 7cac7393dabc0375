using System.Text;
using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Tests.Content;

public sealed class JsonLiteralTests
{
    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("7")]
    [InlineData("1024")]
    [InlineData("-12.50")]
    [InlineData("0.2")]
    public void Switches_and_numbers_are_plain(string json)
    {
        Assert.True(JsonLiteral.IsPlain(Encoding.UTF8.GetBytes(json)));
        Assert.True(Utf8JsonExtensions.IsValidJson(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("01")]
    [InlineData("-01.5")]
    [InlineData("+1")]
    [InlineData("1e5")]
    [InlineData("NaN")]
    [InlineData("nul")]
    [InlineData("True")]
    [InlineData("true ")]
    [InlineData("1 2")]
    [InlineData("\"1\"")]
    [InlineData("[1]")]
    public void Everything_else_is_not_plain(string text) => Assert.False(JsonLiteral.IsPlain(Encoding.UTF8.GetBytes(text)));
}
