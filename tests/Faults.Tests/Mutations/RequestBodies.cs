using System.Text;

namespace TracedLlm.Faults.Tests.Mutations;

/// <summary>Requests of the APIs that gateways serve most, with what a gateway reads of them.</summary>
internal static class RequestBodies
{
    public static readonly IReadOnlyList<(string Path, byte[] Body)> All =
    [
        ("v1/chat/completions", Utf8("""{"model":"demo","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"What is in \u00e9\ud83d\ude00?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}],"temperature":0.7,"max_tokens":100,"stop":["\n"],"tools":[{"type":"function","function":{"name":"find","parameters":{"type":"object"}}}],"metadata":{"session_id":"s-1","trace_name":"a name","tags":["a","b"],"trace_user_id":"u-1","own":{"deep":[1,2,3]}},"user":"u-2"}""")),
        ("v1/chat/completions", Utf8("""{"stream":true,"model":"demo","stream_options":{"include_usage":true},"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"find","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"call_1","content":"found"},{"role":"user","content":"Go on"}],"metadata":{"session_id":"s-2"}}""")),
        ("v1/messages", Utf8("""{"model":"demo","max_tokens":64,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}],"metadata":{"user_id":"user_1_account__session_2"},"litellm_metadata":{"session_id":"s-3","tags":["c"]},"thinking":{"type":"enabled","budget_tokens":1024}}""")),
        ("v1/messages", Utf8("""{"model":"demo","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"find","input":{"a":[1,{"b":null}]}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"x"}]}]}""")),
        ("v1/responses", Utf8("""{"model":"demo","instructions":"Be brief.","input":[{"role":"user","content":[{"type":"input_text","text":"Hello"}]},{"type":"function_call_output","call_id":"c1","output":"x"}],"metadata":{"session_id":"s-4"},"litellm_metadata":{"session_id":"s-5"},"reasoning":{"effort":"low"},"stream":true}""")),
        ("v1/embeddings", Utf8("""{"model":"demo","input":["one","two",[1,2,3]],"encoding_format":"float","dimensions":8,"metadata":{"session_id":"s-6"}}""")),
        ("v1/completions", Utf8("""{"model":"demo","prompt":["Once","twice"],"max_tokens":16,"n":1,"logit_bias":{"50256":-100},"seed":123456789,"metadata":{"tags":["d"]}}""")),
    ];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
