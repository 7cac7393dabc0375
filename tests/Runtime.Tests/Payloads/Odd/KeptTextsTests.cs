using System.Runtime.InteropServices;
using System.Text;
using TracedLlm.Apis;
using TracedLlm.Facts;
using TracedLlm.Json;
using TracedLlm.Metadata;
using TracedLlm.Secrets;

namespace TracedLlm.Tests.Payloads.Odd;

/// <summary>Of the short texts of a body only those stay in memory that spans show without content.</summary>
public sealed class KeptTextsTests
{
    public static TheoryData<string, string> Content => new()
    {
        { "chat/completions", """{"model":"m","messages":[{"role":"user","content":"TEXT"}]}""" },
        { "chat/completions", """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"TEXT"}]}]}""" },
        { "chat/completions", """{"model":"m","messages":[{"role":"user","name":"TEXT","content":""}]}""" },
        { "chat/completions", """{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"TEXT","function":{"name":"f","arguments":"TEXT"}}]}]}""" },
        { "chat/completions", """{"model":"m","messages":[],"stop":["TEXT"],"suffix":"TEXT","prediction":{"type":"content","content":"TEXT"}}""" },
        { "chat/completions", """{"model":"m","messages":[],"api_key":"TEXT","metadata":{"password":"TEXT","headers":{"authorization":"TEXT"}}}""" },
        { "responses", """{"model":"m","input":"TEXT","instructions":"TEXT"}""" },
        { "messages", """{"model":"m","system":"TEXT","messages":[{"role":"user","content":"TEXT"}]}""" },
        { "embeddings", """{"model":"m","input":["TEXT"]}""" },
        { "rerank", """{"model":"m","query":"TEXT","documents":["TEXT",{"text":"TEXT"}]}""" },
        { "audio/speech", """{"model":"m","input":"TEXT","instructions":"TEXT"}""" },
        { "images/generations", """{"model":"m","prompt":"TEXT"}""" },
    };

    public static TheoryData<string> Shown => new()
    {
        """{"model":"TEXT","messages":[]}""",
        """{"model":"m","messages":[],"service_tier":"TEXT"}""",
        """{"model":"m","messages":[],"reasoning_effort":"TEXT"}""",
        """{"model":"m","messages":[],"metadata":{"tags":["TEXT"]}}""",
        """{"model":"m","messages":[],"metadata":{"region":"TEXT"}}""",
        """{"model":"m","messages":[],"user":"TEXT"}""",
    };

    [Theory]
    [MemberData(nameof(Content))]
    public void Content_and_secrets_are_not_kept(string api, string body)
    {
        foreach (var content in (bool[])[false, true])
        {
            var text = MakeText();

            Read(api, body.Replace("TEXT", text, StringComparison.Ordinal), content);

            Assert.False(RecentTexts.IsKept(text));
            Assert.False(CleanTexts.Contains(text));
        }
    }

    [Theory]
    [MemberData(nameof(Shown))]
    public void What_spans_show_without_content_is_kept(string body)
    {
        var text = MakeText();

        Assert.True(IsKept(() => Read("chat/completions", body.Replace("TEXT", text, StringComparison.Ordinal), content: false), text));
    }

    [Theory]
    [InlineData("""{"model":"TEXT","messages":[]}""")]
    [InlineData("""{"model":"m","messages":[],"metadata":{"tags":["TEXT"]}}""")]
    [InlineData("""{"model":"m","messages":[],"metadata":{"region":"TEXT"}}""")]
    [InlineData("""{"model":"m","messages":[],"user":"TEXT"}""")]
    public void A_secret_in_the_place_of_a_name_is_not_kept(string body)
    {
        var secret = $"sk-{MakeText()}";

        Read("chat/completions", body.Replace("TEXT", secret, StringComparison.Ordinal), content: false);

        Assert.False(RecentTexts.IsKept(secret));
    }

    [Fact]
    public void Of_an_answer_the_model_is_kept_and_the_text_is_not()
    {
        var (model, reason, text) = (MakeText(), MakeText(), MakeText());
        var answer = Encoding.UTF8.GetBytes(
            $$"""{"id":"x","model":"{{model}}","choices":[{"index":0,"message":{"role":"assistant","content":"{{text}}"},"finish_reason":"{{reason}}"}]}""");

        Assert.True(IsKept(
            () =>
            {
                var reader = ApiPayloadTable.Find(Row("chat/completions"))!.CreateReader(content: true);
                List<KeyValuePair<string, object?>> attributes = [];
                reader.OnJson(answer);
                reader.OnEnd();
                reader.Finish(attributes);
                RecurringValues.Keep(CollectionsMarshal.AsSpan(attributes));
            },
            model,
            reason));
        Assert.False(RecentTexts.IsKept(text));
    }

    // Tests that run at the same time may take the place of a text, but not each time.
    private static bool IsKept(Action read, params string[] texts)
    {
        for (var turn = 0; turn < 100; turn++)
        {
            read();
            if (Array.TrueForAll(texts, RecentTexts.IsKept))
            {
                return true;
            }
        }

        return false;
    }

    private static LlmApiFacts Row(string pattern) => LlmApiTable.Rows.First(row => row.Pattern.Text == pattern);

    private static string MakeText() => Guid.NewGuid().ToString("N")[..20];

    private static void Read(string api, string body, bool content)
    {
        var row = Row(api);
        var json = Encoding.UTF8.GetBytes(body);
        var facts = ApiPayloads.ReadRequest(row, json, content);
        RequestParameters.Read(row, json, content);
        RequestMetadata.Read(new() { Field = MetadataField.Metadata, Metadata = facts.Metadata.Memory, User = facts.User, Tags = facts.Tags, Limits = MetadataLimits.Default });
    }
}
