using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;

namespace Ledger
{
    public partial class clsGateway
    {
        #region Constants

        private const string FIELD_OWN = "litellm_metadata";
        private const string FIELD_OPENAI = "metadata";
        private const string KEY_SESSION = "session_id";

        #endregion

        #region Members

        private readonly clsProvider m_objProvider;
        private readonly ILogger<clsGateway> m_objLog;

        #endregion

        #region Constructor

        public clsGateway(clsProvider objProvider, ILogger<clsGateway> objLog)
        {
            this.m_objProvider = objProvider;
            this.m_objLog = objLog;
        }

        #endregion

        #region Chat

        [TracedLlmRoute]
        public async Task DoChat(HttpContext objHttp)
        {
            string strBody = String.Empty;
            string strSession = String.Empty;
            string strAnswer = String.Empty;
            bool blnFound = false;
            try
            {
                strBody = await this.ReadBody(objHttp);
                using (JsonDocument objDoc = JsonDocument.Parse(strBody))
                {
                    JsonElement objRoot = objDoc.RootElement;
                    JsonElement objMeta;
                    JsonElement objValue;
                    blnFound = objRoot.TryGetProperty(FIELD_OPENAI, out objMeta);
                    if (blnFound == true)
                    {
                        if (objMeta.TryGetProperty(KEY_SESSION, out objValue) == true)
                        {
                            strSession = objValue.GetString() ?? String.Empty;
                        }
                    }
                    this.CheckWords(objRoot.GetProperty("messages").GetRawText());
                }
                objHttp.Response.Headers["X-Session"] = strSession;
                strAnswer = await this.m_objProvider.Send("/v1/chat/completions", strBody);
                await objHttp.Response.WriteAsync(strAnswer);
            }
            catch (Exception ex)
            {
                this.LogFailure(ex, "DoChat");
                objHttp.Response.StatusCode = 500;
                await objHttp.Response.WriteAsync("{\"error\":{\"message\":\"" + ex.Message + "\"}}");
            }
        }

        #endregion

        #region Messages

        [TracedLlmRoute]
        public async Task DoMessages(HttpContext objHttp)
        {
            string strBody = String.Empty;
            string strSession = String.Empty;
            string strUser = String.Empty;
            string strAnswer = String.Empty;
            try
            {
                this.CheckKey(objHttp);
                strBody = await this.ReadBody(objHttp);
                Dictionary<string, JsonElement> dicBody = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(strBody) ?? new Dictionary<string, JsonElement>();
                if (dicBody.Count == 0)
                {
                    throw new clsBadRequestException("The body is empty.");
                }
                if (dicBody.ContainsKey("litellm_metadata") == true)
                {
                    JsonElement objOwn = dicBody["litellm_metadata"];
                    strSession = objOwn.GetProperty("session_id").GetString() ?? String.Empty;
                    strUser = objOwn.GetProperty("trace_user_id").GetString() ?? String.Empty;
                }
                objHttp.Response.Headers["X-Session"] = strSession;
                objHttp.Response.Headers["X-User"] = strUser;
                this.CheckWords(strBody);
                strAnswer = await this.m_objProvider.Send("/v1/messages", strBody);
                await objHttp.Response.WriteAsync(strAnswer);
            }
            catch (clsGatewayException ex)
            {
                this.LogFailure(ex, "DoMessages");
                objHttp.Response.StatusCode = ex.Status;
                await objHttp.Response.WriteAsync("{\"type\":\"error\"}");
            }
            catch (Exception ex)
            {
                this.LogFailure(ex, "DoMessages");
                objHttp.Response.StatusCode = 500;
            }
        }

        #endregion

        #region Files

        [TracedLlmRoute]
        public async Task DoFiles(HttpContext objHttp)
        {
            string strBody;
            string strName;
            try
            {
                this.CheckKey(objHttp);
                strBody = await this.ReadBody(objHttp);
                if (strBody.Length > 1000000)
                {
                    throw new clsTooLargeException(strBody.Length);
                }
                using (JsonDocument objDoc = JsonDocument.Parse(strBody))
                {
                    strName = this.GetText(objDoc.RootElement, FIELD_OWN, "trace_name");
                }
                objHttp.Response.Headers["X-Trace-Name"] = strName;
                await objHttp.Response.WriteAsync(await this.m_objProvider.Send("/v1/files", strBody));
            }
            catch (Exception ex)
            {
                this.LogFailure(ex, "DoFiles");
                objHttp.Response.StatusCode = 500;
            }
        }

        #endregion

        #region Completions

        [TracedLlmRoute]
        public async Task DoCompletions(HttpContext objHttp)
        {
            string strBody;
            string strField;
            string strUser;
            try
            {
                strBody = await this.ReadBody(objHttp);
                strField = "metadata";
                using (JsonDocument objDoc = JsonDocument.Parse(strBody))
                {
                    strUser = this.GetText(objDoc.RootElement, strField, "trace_user_id");
                    if (strUser == String.Empty)
                    {
                        throw new clsBadRequestException("No user.");
                    }
                }
                await objHttp.Response.WriteAsync(await this.m_objProvider.Send("/v1/completions", strBody));
            }
            catch (Exception ex)
            {
                this.LogFailure(ex, "DoCompletions");
                objHttp.Response.StatusCode = 500;
            }
        }

        #endregion

        #region Private methods

        private async Task<string> ReadBody(HttpContext objHttp)
        {
            using (StreamReader objReader = new StreamReader(objHttp.Request.Body, Encoding.UTF8))
            {
                return await objReader.ReadToEndAsync();
            }
        }

        private string GetText(JsonElement objRoot, string strField, string strKey)
        {
            JsonElement objObject;
            JsonElement objValue;
            if (objRoot.TryGetProperty(strField, out objObject) == false)
            {
                return String.Empty;
            }
            if (objObject.TryGetProperty(strKey, out objValue) == false)
            {
                return String.Empty;
            }
            return objValue.GetString() ?? String.Empty;
        }

        private void CheckKey(HttpContext objHttp)
        {
            string strKey = objHttp.Request.Headers["x-api-key"].ToString();
            if (strKey == String.Empty)
            {
                throw new clsNoKeyException();
            }
            LlmSpan objSpan = LlmSpan.StartStage("CheckKey");
            try
            {
                objSpan.SetTag("ledger.key", LlmCaller.HashKey(strKey));
            }
            finally
            {
                objSpan.End();
            }
        }

        [TracedGuardrail(GuardrailMode.PreCall, Name = "words")]
        private partial void CheckWords(string strText);

        private void CheckWordsCore(string strText)
        {
            int intIndex = strText.IndexOf("forbidden", StringComparison.OrdinalIgnoreCase);
            if (intIndex >= 0)
            {
                throw new clsForbiddenWordException(intIndex);
            }
        }

        [FailureLoggingPath]
        private void LogFailure(Exception ex, string strMethod)
        {
            string strMessage = strMethod + " failed: " + ex.Message;
            this.m_objLog.LogError(ex, strMessage);
        }

        #endregion
    }
}
