#nullable disable
using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Newtonsoft.Json.Linq
{
    /// <summary>What this gateway uses of the old library, over the platform's own reader.</summary>
    public abstract class JToken
    {
        public virtual JToken this[string name]
        {
            get { return null; }
            set { throw new InvalidOperationException("Not an object: " + name); }
        }

        public abstract string ToJson();

        public T Value<T>(string name)
        {
            JToken token = this[name];
            return token == null ? default(T) : token.ToObject<T>();
        }

        public virtual T ToObject<T>()
        {
            return JsonSerializer.Deserialize<T>(ToJson());
        }

        public JToken DeepClone()
        {
            return Parse(ToJson());
        }

        public static JToken Parse(string json)
        {
            return From(JsonNode.Parse(json));
        }

        public override string ToString()
        {
            return ToJson();
        }

        public static explicit operator string(JToken token)
        {
            JValue value = token as JValue;
            return value == null ? null : Convert.ToString(value.Content, CultureInfo.InvariantCulture);
        }

        public static implicit operator JToken(string text)
        {
            return new JValue(text);
        }

        public static implicit operator JToken(bool flag)
        {
            return new JValue(flag);
        }

        private static JToken From(JsonNode node)
        {
            JsonObject members = node as JsonObject;
            if (members != null)
            {
                JObject result = new JObject();
                foreach (KeyValuePair<string, JsonNode> member in members)
                {
                    result[member.Key] = From(member.Value);
                }

                return result;
            }

            JsonArray items = node as JsonArray;
            if (items != null)
            {
                return new JArray(items.Select(From));
            }

            if (node == null)
            {
                return new JValue((object)null);
            }

            switch (node.GetValueKind())
            {
                case JsonValueKind.Number:
                    return new JValue(node.GetValue<decimal>());
                case JsonValueKind.True:
                case JsonValueKind.False:
                    return new JValue(node.GetValue<bool>());
                default:
                    return new JValue(node.GetValue<string>());
            }
        }
    }

    public sealed class JValue : JToken
    {
        public JValue(object content)
        {
            Content = content;
        }

        public object Content { get; private set; }

        public override string ToJson()
        {
            return JsonSerializer.Serialize(Content);
        }
    }

    public sealed class JArray : JToken, IEnumerable<JToken>
    {
        private readonly List<JToken> items;

        public JArray(IEnumerable<JToken> tokens)
        {
            items = new List<JToken>(tokens);
        }

        public int Count
        {
            get { return items.Count; }
        }

        public override string ToJson()
        {
            return "[" + string.Join(",", items.Select(item => item.ToJson())) + "]";
        }

        public IEnumerator<JToken> GetEnumerator()
        {
            return items.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return GetEnumerator();
        }
    }

    public sealed class JObject : JToken
    {
        private readonly Dictionary<string, JToken> members = new Dictionary<string, JToken>(StringComparer.Ordinal);

        public override JToken this[string name]
        {
            get
            {
                JToken token;
                return members.TryGetValue(name, out token) ? token : null;
            }

            set
            {
                members[name] = value;
            }
        }

        public static new JObject Parse(string json)
        {
            return (JObject)JToken.Parse(json);
        }

        public bool Remove(string name)
        {
            return members.Remove(name);
        }

        public bool TryGetValue(string name, out JToken token)
        {
            return members.TryGetValue(name, out token);
        }

        public override string ToJson()
        {
            return "{" + string.Join(",", members.Select(member => JsonSerializer.Serialize(member.Key) + ":" + (member.Value == null ? "null" : member.Value.ToJson()))) + "}";
        }
    }
}
